"""Reads of communications: timelines, work and figures. Each takes the viewer and starts from what they may see."""

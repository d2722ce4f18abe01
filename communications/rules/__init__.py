"""Pure rules about communications: lifecycle, channels, safety, content, retries, promises."""

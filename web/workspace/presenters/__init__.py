"""Presenters: turn what selectors read into what pages show. They hold words and colours and decide nothing."""

"""Template tags: the component library's Python face."""

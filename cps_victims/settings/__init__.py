"""Settings, one module per environment; chosen by DJANGO_SETTINGS_MODULE."""

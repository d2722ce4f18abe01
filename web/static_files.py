"""How stylesheets, scripts and fonts are stored once collected: packed, and each under a name of its content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise says nothing of its types
    """Name the modules that our scripts import by their content too.

    Browsers then keep them for good: without it a telephone would ask for the design system again with every page.
    """

    support_js_module_import_aggregation = True

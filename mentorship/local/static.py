from django.contrib.staticfiles.storage import StaticFilesStorage


class DemoStaticFilesStorage(StaticFilesStorage):
    """Static files as they lie in the tree, so that the demo needs no collecting step."""

"""Addresses of the staff workspace. No address ever holds a name, a URN or another detail of a person."""

from django.urls import path

from web.workspace.views import information

app_name = "workspace"

urlpatterns = [
    path("accessibility/", information.accessibility, name="accessibility"),
    path("cookies/", information.cookies, name="cookies"),
    path("privacy/", information.privacy, name="privacy"),
    path("components/", information.gallery, name="gallery"),
    path("your-account/", information.account, name="account"),
]

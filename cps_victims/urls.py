"""Where each interface is mounted."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from web import health
from web.portal import views_in

# The administration site has no sign-in of its own: staff come in by the one door, second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("ping", health.ping, name="ping"),
    path("health", health.Health.as_view(), name="health"),
    path("info", health.info, name="info"),
    path("api/v1/", include("web.api.urls")),
    path("", views_in.front_door, name="front-door"),
    path("portal/", include("web.portal.urls")),
    path("staff/", include("web.workspace.urls")),
    path("staff/performance/", include("web.dashboards.urls")),
    path("staff/account/", include("allauth.urls")),
    path("staff/admin/", admin.site.urls),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.permission_denied"
handler404 = "web.errors.page_not_found"
handler500 = "web.errors.server_error"

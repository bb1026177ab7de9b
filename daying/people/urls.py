"""The addresses of sign-in and account. Of allauth's only those that are wanted: nobody signs up here."""

from allauth.account import views as account
from allauth.urls import build_provider_urlpatterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from daying.desk.gate import asks, does
from daying.people import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="people-profile"), name="account_area"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("company/", include("allauth.socialaccount.urls")),
    *build_provider_urlpatterns(),
    asks("profile/", views.profile, name="people-profile"),
    asks("tokens/", views.tokens, name="people-tokens"),
    does("tokens/<uuid:public_id>/revoke/", views.revoke, name="people-token-revoke"),
]

from django.urls import path

from mentorship.accounts import views

app_name = "accounts"
urlpatterns = [
    path("join/<str:secret>/", views.join, name="join"),
    path("settings/tokens/", views.token_list, name="tokens"),
    path("settings/tokens/new/", views.token_create, name="token-create"),
    path("settings/tokens/<uuid:pk>/revoke/", views.token_revoke, name="token-revoke"),
]

from django.urls import path

from mentorship.tenancy import views

app_name = "tenancy"
urlpatterns = [
    path("", views.settings_edit, name="settings"),
    path("brand.css", views.brand_css, name="brand-css"),
]

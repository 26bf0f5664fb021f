from django.urls import path

from mentorship.tenancy import views

app_name = "tenancy"
urlpatterns = [path("", views.settings_edit, name="settings")]

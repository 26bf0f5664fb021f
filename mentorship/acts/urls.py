from django.urls import path

from mentorship.acts import views

app_name = "acts"
urlpatterns = [path("<str:token>/", views.act, name="act")]

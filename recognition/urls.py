from django.urls import include, path

from recognition import views

recognition_patterns = [
    path("wall/", views.wall, name="wall"),
    path("awards/<uuid:pk>/", views.consent, name="consent"),
]
urlpatterns = [path("", include((recognition_patterns, "recognition")))]

from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("programs/<uuid:pk>/matching/", views.run_list, name="runs"),
    path("programs/runs/<uuid:pk>/", views.review, name="review"),
    path("programs/runs/<uuid:pk>/publish/", views.publish, name="publish"),
    path("programs/runs/<uuid:pk>/discard/", views.discard, name="discard"),
    path("programs/pairs/<uuid:pk>/", views.pair_remove, name="pair"),
]

from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("programs/<uuid:pk>/matching/", views.run_list, name="runs"),
    path("matching/<uuid:pk>/", views.review, name="review"),
    path("matching/<uuid:pk>/publish/", views.publish, name="publish"),
    path("matching/<uuid:pk>/discard/", views.discard, name="discard"),
    path("matching/pairs/<uuid:pk>/", views.pair_remove, name="pair"),
]

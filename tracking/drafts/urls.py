from django.urls import path

from tracking.drafts import views

app_name = "drafts"
urlpatterns = [path("<slug:form>/<uuid:pk>/", views.draft, name="draft")]

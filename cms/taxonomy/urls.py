from django.urls import path

from cms.taxonomy import views

urlpatterns = [
    path("modalities/", views.Modalities.as_view(), name="modalities"),
    path("modalities/<slug:slug>/", views.ModalityByName.as_view(), name="modality"),
    path("audiences/", views.Audiences.as_view(), name="audiences"),
    path("certifications/", views.CertificationKinds.as_view(), name="certification-kinds"),
]

from django.urls import path

from commerce.earnings import views

urlpatterns = [
    path("practitioner/earnings/", views.Earnings.as_view()),
    path("practitioner/earnings/summary/", views.Summary.as_view()),
    path("practitioner/commission/", views.Commission.as_view()),
    path("practitioner/membership/plans/", views.Plans.as_view(), name="membership-plans"),
    path("practitioner/transactions/", views.Transactions.as_view()),
    path("practitioner/transactions.csv", views.TransactionTable.as_view()),
    path("practitioner/statements/<int:year>/", views.OneStatement.as_view()),
    path("practitioner/statements/<int:year>/table.csv", views.StatementTable.as_view()),
    path("practitioner/statements/<int:year>/page/", views.StatementPage.as_view()),
]

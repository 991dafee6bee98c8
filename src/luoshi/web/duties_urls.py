"""The room of supervision (督办): which page answers at which address."""

from luoshi.web.duties import boards_urls, calendars_urls, finding_urls, posts_urls, targets_urls

urlpatterns = [
    *finding_urls.urlpatterns,
    *targets_urls.urlpatterns,
    *calendars_urls.urlpatterns,
    *posts_urls.urlpatterns,
    *boards_urls.urlpatterns,
]

"""One's own account: how it is protected, and the invitations that wait for an answer."""

from allauth.mfa.base.views import IndexView

from shops.invitations import waiting_for


class SecurityView(IndexView):
    """Akun & keamanan."""

    def get_context_data(self, **kwargs) -> dict:
        """What allauth says, and who asks this person in."""
        return {
            **super().get_context_data(**kwargs),
            "here": "settings",
            "invitations": waiting_for(self.request.user),
        }

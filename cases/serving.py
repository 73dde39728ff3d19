"""How a private file goes out: after the access check, with its own content type, never sniffed, never run."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from cases.models import Attachment


def send_file(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The file itself; documents only as a download."""
    return _send(attachment.file, attachment.content_type, attachment.name, attachment.kind == "document")


def send_thumbnail(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The small picture of a photo."""
    if not attachment.thumbnail:
        raise Http404
    return _send(attachment.thumbnail, "image/jpeg", attachment.name, False)


def _send(field, content_type: str, name: str, as_attachment: bool) -> FileResponse:
    try:
        opened = field.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=as_attachment, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=600"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

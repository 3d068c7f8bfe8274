package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sluice.core.administration.Refusal;

/** A request that is not carried out; nothing changed. Answered as problem details (RFC 9457). */
final class Problem extends RuntimeException {
  static final String CONTENT_TYPE = "application/problem+json";
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  static final int TOO_LARGE = 413;
  static final int UNSUPPORTED = 415;
  static final int UNPROCESSABLE = 422;
  static final int PRECONDITION_REQUIRED = 428;
  static final int UNAVAILABLE = 503;
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> mistakes;

  Problem(int status, String detail) {
    this(status, detail, List.of());
  }

  Problem(int status, String detail, List<String> mistakes) {
    super(detail);
    this.status = status;
    this.mistakes = List.copyOf(mistakes);
  }

  static Problem of(Refusal refusal) {
    int status =
        switch (refusal.kind()) {
          case NOT_FOUND -> NOT_FOUND;
          case CONFLICT -> CONFLICT;
          case FORBIDDEN -> FORBIDDEN;
          case INVALID -> UNPROCESSABLE;
          case UNRECORDABLE -> UNAVAILABLE;
        };
    return new Problem(status, String.valueOf(refusal.getMessage()));
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    ObjectNode body = body(status, String.valueOf(getMessage()));
    if (!mistakes.isEmpty()) {
      mistakes.forEach(body.putArray("mistakes")::add);
    }
    return body;
  }

  static ObjectNode body(int status, String detail) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "about:blank")
        .put("title", title(status))
        .put("status", status)
        .put("detail", detail);
  }

  private static String title(int status) {
    return switch (status) {
      case BAD_REQUEST -> "Bad Request";
      case UNAUTHORIZED -> "Unauthorized";
      case FORBIDDEN -> "Forbidden";
      case NOT_FOUND -> "Not Found";
      case CONFLICT -> "Conflict";
      case PRECONDITION_FAILED -> "Precondition Failed";
      case TOO_LARGE -> "Content Too Large";
      case UNSUPPORTED -> "Unsupported Media Type";
      case UNPROCESSABLE -> "Unprocessable Content";
      case PRECONDITION_REQUIRED -> "Precondition Required";
      case UNAVAILABLE -> "Service Unavailable";
      default -> status >= 500 ? "Internal Server Error" : "Error";
    };
  }
}

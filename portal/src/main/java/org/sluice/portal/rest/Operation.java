package org.sluice.portal.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sluice.core.access.Role;
import org.sluice.portal.rest.Schema.Shape;

/**
 * One thing that can be done with a resource: its route, its words in the OpenAPI document and what
 * carries it out.
 *
 * @param path below {@code /api/v1}, with names in braces
 * @param id unique; for generated clients
 * @param role the least that the caller has to be; the verb checks it
 * @param takes what the body has to look like
 * @param answers what the answer looks like; empty if there is nothing to say
 * @param ifMatch whether {@code If-Match} is looked at
 */
record Operation(
    Method method,
    String path,
    String id,
    String summary,
    Role role,
    List<Query> queries,
    Optional<Shape> takes,
    Optional<Shape> answers,
    IfMatch ifMatch,
    Function<Request, Reply> action) {
  Operation {
    queries = List.copyOf(queries);
  }

  /** HTTP methods that are used. */
  enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /** Whether the version that a client saw is held against what is there. */
  enum IfMatch {
    NOT_LOOKED_AT,
    MAY_BE_GIVEN,
    NEEDED
  }

  /** A parameter behind the question mark. */
  record Query(String name, Schema schema) {}

  static final List<Query> PAGE =
      List.of(
          new Query(
              "limit",
              new Schema.Whole(1, Request.MOST_PAGE, "Objects of a page; 100 if it is not given.")),
          new Query(
              "cursor",
              new Schema.Whole(
                  0,
                  Integer.MAX_VALUE,
                  "Where the page begins: 'next' of the page before, as it is.")));

  /** What pages of a list are asked for by that lives. */
  static final List<Query> BEHIND =
      List.of(
          PAGE.getFirst(),
          new Query("behind", Schema.text("'next' of the page before, as it is.")));

  static Operation get(
      String path,
      String id,
      String summary,
      List<Query> queries,
      Shape answers,
      Function<Request, Reply> action) {
    return new Operation(
        Method.GET,
        path,
        id,
        summary,
        Role.SecurityReader,
        queries,
        Optional.empty(),
        Optional.of(answers),
        IfMatch.NOT_LOOKED_AT,
        action);
  }

  static Operation post(
      String path,
      String id,
      String summary,
      Shape takes,
      Optional<Shape> answers,
      Function<Request, Reply> action) {
    return new Operation(
        Method.POST,
        path,
        id,
        summary,
        Role.SecurityAdministrator,
        List.of(),
        Optional.of(takes),
        answers,
        IfMatch.NOT_LOOKED_AT,
        action);
  }

  static Operation patch(
      String path,
      String id,
      String summary,
      Shape takes,
      Shape answers,
      Function<Request, Reply> action) {
    return new Operation(
        Method.PATCH,
        path,
        id,
        summary,
        Role.SecurityAdministrator,
        List.of(),
        Optional.of(takes),
        Optional.of(answers),
        IfMatch.NEEDED,
        action);
  }

  static Operation delete(String path, String id, String summary, Function<Request, Reply> action) {
    return new Operation(
        Method.DELETE,
        path,
        id,
        summary,
        Role.SecurityAdministrator,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        IfMatch.NEEDED,
        action);
  }

  /** The same for those who may do more. */
  Operation needing(Role other) {
    return new Operation(
        method, path, id, summary, other, queries, takes, answers, ifMatch, action);
  }

  /** The same with another use of {@code If-Match}. */
  Operation holding(IfMatch other) {
    return new Operation(method, path, id, summary, role, queries, takes, answers, other, action);
  }
}

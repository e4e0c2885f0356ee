/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request, with who asks. */
public final class Call {
    private final String method;
    private final Query query;
    private final Identity identity;
    private final Wire wire;
    private final Map<String, String> parameters;

    /** Where headers and body come from. */
    public interface Wire {
        @Nullable
        String header(String name);

        /** At most what the servlet's limit says. */
        InputStream body() throws IOException;
    }

    Call(String method, Query query, Identity identity, Wire wire, Map<String, String> parameters) {
        this.method = method;
        this.query = query;
        this.identity = identity;
        this.wire = wire;
        this.parameters = parameters;
    }

    public String method() {
        return method;
    }

    public Query query() {
        return query;
    }

    public Identity identity() {
        return identity;
    }

    public @Nullable String header(String name) {
        return wire.header(name);
    }

    /** What stands in the path at the place of {@code {name}}. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    /** The stream that the path names. Who may not even watch it gets 404, as if it were not there. */
    public StreamName stream(Role wanted) throws ProblemException {
        return stream(parameter("name"), wanted);
    }

    /** A stream that somebody names. */
    public StreamName stream(String text, Role wanted) throws ProblemException {
        StreamName name;
        try {
            name = StreamName.of(text);
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest(wrong);
        }
        if (wanted == Role.VIEWER && !identity.may(Role.VIEWER, name)) {
            throw unknown(name);
        }
        if (!identity.may(wanted, name)) {
            throw roleNeeded(wanted, "for this stream");
        }
        return name;
    }

    public static ProblemException unknown(StreamName name) {
        return ProblemException.notFound("there is no stream \"" + name + "\"");
    }

    ProblemException roleNeeded(Role wanted, String where) {
        return new ProblemException(403, "needs the role " + lower(wanted) + " " + where).with("needs", lower(wanted));
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Without parameters, in lower case; empty when there is none. */
    public String contentType() {
        String type = wire.header("Content-Type");
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    /** Refuses every other type of body: a form of a foreign page cannot send these (RFC 9110 §15.5.16). */
    public void requireContent(Set<String> allowed) throws ProblemException {
        if (!allowed.contains(contentType())) {
            throw new ProblemException(415, "the body has to be " + String.join(" or ", allowed))
                    .header("Accept", String.join(", ", allowed));
        }
    }

    public InputStream body() throws IOException {
        return wire.body();
    }

    public byte[] bytes() throws IOException {
        return wire.body().readAllBytes();
    }

    /** The body as JSON. */
    public @Nullable Object json() throws IOException, ProblemException {
        requireContent(Set.of(Answer.JSON));
        return Json.read(bytes());
    }

    /** The body as a JSON object that has no other members than these. */
    public Members members(Set<String> allowed) throws IOException, ProblemException {
        return Members.of(json(), allowed);
    }

    /** The same, and no body at all means no members. */
    public Members optionalMembers(Set<String> allowed) throws IOException, ProblemException {
        if (contentType().isEmpty() && bytes().length == 0) {
            return Members.of(Map.of(), allowed);
        }
        return members(allowed);
    }

    /** Whether a person asks: a table instead of JSON. */
    public boolean wantsText() {
        String accept = wire.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).startsWith("text/plain");
    }

    /** A document, or 304 when the client has it (RFC 9110 §13.1.2). */
    public Answer document(String etag, Answer answer) {
        String known = wire.header("If-None-Match");
        return known != null && Etags.matches(known, etag)
                ? Answer.bytes(304, "", new byte[0]).etag(etag)
                : answer.etag(etag);
    }

    /** Whether the client wants to make something only where there is nothing: RFC 9110 §13.1.2. */
    public boolean ifNothingIsThere() {
        return "*".equals(wire.header("If-None-Match"));
    }

    /** The condition of RFC 9110 §13.1.1; null: none. */
    public @Nullable String ifMatch() {
        return wire.header("If-Match");
    }
}

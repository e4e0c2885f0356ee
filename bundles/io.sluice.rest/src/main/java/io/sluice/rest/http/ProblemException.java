/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is not answered with what it asked for: RFC 9457. The texts are for people and hold no secrets. */
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DETAIL = 600;

    private final int status;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    public ProblemException(int status, String detail) {
        super(detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…");
        this.status = status;
    }

    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail);
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(404, detail);
    }

    /** An exception of ours whose message was made for people. */
    public static ProblemException badRequest(IllegalArgumentException wrong) {
        return new ProblemException(400, String.valueOf(wrong.getMessage()));
    }

    /** Something this server consists of is not there (yet). */
    public static ProblemException missing(String what) {
        return new ProblemException(503, what + " is not there; see the bundles").header("Retry-After", "2");
    }

    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** RFC 9457 §3.2: an extension member. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    public ProblemException with(List<String> problems) {
        return with("problems", problems);
    }

    public int status() {
        return status;
    }

    /** As problem+json. */
    public Answer answer() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "about:blank");
        body.put("title", StatusText.of(status));
        body.put("status", status);
        body.put("detail", String.valueOf(getMessage()));
        body.putAll(members);
        Answer answer = Answer.bytes(status, "application/problem+json", Json.write(body));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.header(header.getKey(), header.getValue());
        }
        return answer;
    }
}

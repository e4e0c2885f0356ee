/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that is well-formed.
 *
 * @param bodyBytes its length; {@link #CHUNKED} when only its end will tell
 */
record Request(String method, Target target, HttpHeaders headers, boolean http10, long bodyBytes) {
    static final long CHUNKED = -1;

    private static final int MOST_HEADERS = 100;
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,19}");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** @throws RefusedException when it is malformed, or asks for what is not served here */
    static Request of(HttpRequest message) throws RefusedException {
        Throwable problem = message.decoderResult().cause();
        if (problem instanceof TooLongHttpLineException) {
            throw new RefusedException(414, "the request line is longer than 8 KiB");
        } else if (problem instanceof TooLongHttpHeaderException) {
            throw new RefusedException(431, "the headers are longer than 64 KiB");
        } else if (problem != null) {
            throw new RefusedException(400, "this is not HTTP/1.1");
        }
        HttpVersion version = message.protocolVersion();
        boolean http10 = version.equals(HttpVersion.HTTP_1_0);
        if (!http10 && !version.equals(HttpVersion.HTTP_1_1)) {
            throw new RefusedException(505, "HTTP/1.1 is spoken here");
        }
        String method = message.method().name();
        if (!METHOD.matcher(method).matches()) {
            throw new RefusedException(400, "the method is malformed");
        }
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new RefusedException(405, "this method is not served");
        }
        HttpHeaders headers = message.headers();
        if (headers.size() > MOST_HEADERS) {
            throw new RefusedException(431, "there are more than " + MOST_HEADERS + " headers");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && !http10)) {
            throw new RefusedException(400, "there must be one Host header"); // RFC 9112 §3.2
        }
        return new Request(method, Target.parse(message.uri()), headers, http10, bodyBytes(message, http10));
    }

    private static long bodyBytes(HttpRequest message, boolean http10) throws RefusedException {
        HttpHeaders headers = message.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()) {
            // RFC 9112 §6.1: with a length too, or in HTTP/1.0, the end of the message is in doubt.
            if (http10 || headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                throw new RefusedException(400, "the end of the message is in doubt");
            }
            if (codings.size() != 1 || !codings.get(0).strip().equalsIgnoreCase("chunked")) {
                throw new RefusedException(501, "no transfer coding but chunked is understood");
            }
            return CHUNKED;
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return 0;
        }
        if (lengths.size() > 1 || !lengths.get(0).matches("\\d{1,18}")) {
            throw new RefusedException(400, "the Content-Length is not one number");
        }
        return Long.parseLong(lengths.get(0));
    }

    String path() {
        return target.path();
    }

    @Nullable
    String header(CharSequence name) {
        return headers.get(name);
    }

    boolean hasBody() {
        return bodyBytes != 0;
    }

    /** Whether it only reads (RFC 9110 §9.2.1). */
    boolean safe() {
        return SAFE.contains(method);
    }

    boolean head() {
        return method.equals("HEAD");
    }

    /** Whether the client would go on with another request on the same connection. */
    boolean keepAlive() {
        return !http10 && !listed(HttpHeaderNames.CONNECTION, "close");
    }

    /** The protocol that it wants to go on with (RFC 9110 §7.8), or null. */
    @Nullable
    String upgrade() {
        String wanted = header(HttpHeaderNames.UPGRADE);
        if (wanted == null || http10 || !listed(HttpHeaderNames.CONNECTION, "upgrade")) {
            return null;
        }
        // HTTP/2 would go round everything that is checked here.
        return wanted.toLowerCase(Locale.ROOT).contains("h2c") ? null : wanted;
    }

    private boolean listed(CharSequence header, String token) {
        return headers.containsValue(header, token, true);
    }

    boolean expectsContinue() {
        return !http10 && hasBody() && "100-continue".equalsIgnoreCase(header(HttpHeaderNames.EXPECT));
    }

    /** Whether a person looks at the answer: a browser that opens a page. */
    boolean wantsPage() {
        String accept = header(HttpHeaderNames.ACCEPT);
        return (method.equals("GET") || head()) && accept != null && accept.contains("text/html");
    }
}

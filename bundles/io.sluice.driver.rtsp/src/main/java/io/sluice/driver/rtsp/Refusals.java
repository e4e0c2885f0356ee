/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Opened.Retry;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.RtspUrl;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What it means when a camera does not answer a request with success. */
final class Refusals {
    private static final int MAX_REASON = 80;
    private static final int MAX_LOCATION = 200;

    /** Others are not about another address. */
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 305, 307, 308);

    private final String peer;
    private final Source source;
    private final RtspUrl url;

    Refusals(RtspConfig config, Source source) {
        this.peer = config.peer();
        this.source = source;
        this.url = config.url();
    }

    /** For people: "192.0.2.7:554 answered 461 Unsupported Transport to SETUP". */
    String text(RtspResponse response, String method) {
        return peer + " answered " + shortened(response.toString().strip(), MAX_REASON) + " to " + method;
    }

    /** What peers say goes into logs and answers: not all of it. */
    static String shortened(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength) + "…";
    }

    /** Why the source cannot be opened after this answer. */
    RefusedException of(RtspResponse response, String method) {
        int status = response.status();
        String text = text(response, method);
        if (status >= 300 && status < 400) {
            return redirected(response, text);
        }
        return switch (status) {
            case 401 -> new RefusedException(Reason.UNAUTHORIZED, unauthorized(response, method), Retry.CAREFULLY);
            case 403 -> new RefusedException(Reason.FORBIDDEN, text, Retry.CAREFULLY);
            case 404, 410 -> new RefusedException(Reason.SOURCE_NOT_FOUND, text, Retry.YES);
            case 406, 415, 461 -> new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Retry.YES);
            case 453 -> new RefusedException(Reason.FAILED, text, Retry.YES);
            default -> new RefusedException(status < 500 ? Reason.PROTOCOL_ERROR : Reason.FAILED, text, Retry.YES);
        };
    }

    private String unauthorized(RtspResponse response, String method) {
        if (response.header("WWW-Authenticate") == null) {
            return text(response, method) + " without saying how to authenticate";
        }
        return url.user() == null
                ? peer + " wants a user and a password (" + response.status() + " to " + method + ")"
                : peer + " refuses the user or the password (" + response.status() + " to " + method + ")";
    }

    /**
     * RFC 2326, 11.1 (3xx): to another RTSP address, but never out of TLS, and the credentials go to no other host.
     * Core counts how often.
     */
    private RefusedException redirected(RtspResponse response, String text) {
        String location = response.header("Location");
        RtspUrl target = location == null ? null : read(location.strip());
        if (location == null || target == null || !REDIRECTS.contains(response.status())) {
            String where = location == null ? "nowhere" : Source.mask(Refusals.shortened(location, MAX_LOCATION));
            return new RefusedException(
                    Reason.FORBIDDEN, text + " and points to " + where + ", which is no RTSP address", Retry.YES);
        }
        if (url.isSecure() && !target.isSecure()) {
            return new RefusedException(
                    Reason.FORBIDDEN, text + " and points to " + target + ", which is not encrypted", Retry.YES);
        }
        boolean sameHost = target.host().equalsIgnoreCase(url.host());
        String authority = target.user() == null && sameHost ? userInfo() : "";
        String plain = location.strip().substring(location.strip().indexOf("://") + 3);
        plain = plain.indexOf('#') < 0 ? plain : plain.substring(0, plain.indexOf('#'));
        String raw = source.raw();
        String options = raw.indexOf('#') < 0 ? "" : raw.substring(raw.indexOf('#'));
        // Whoever takes any certificate of a host takes it there, but not from a stranger.
        String scheme = sameHost && source.scheme().equals("rtspx") ? "rtspx" : target.scheme();
        try {
            return new RefusedException(new Opened.Redirect(Source.of(scheme + "://" + authority + plain + options)));
        } catch (IllegalArgumentException e) {
            return new RefusedException(Reason.PROTOCOL_ERROR, text + ": " + e.getMessage(), Retry.YES);
        }
    }

    /** As it is written in the source, with its @. */
    private String userInfo() {
        String location = source.location();
        int from = location.indexOf("://") + 3;
        int path = location.indexOf('/', from);
        int at = location.lastIndexOf('@', path < 0 ? location.length() : path);
        return at < from ? "" : location.substring(from, at + 1);
    }

    private static @Nullable RtspUrl read(String location) {
        try {
            return RtspUrl.read(location);
        } catch (RtspException e) {
            return null;
        }
    }
}

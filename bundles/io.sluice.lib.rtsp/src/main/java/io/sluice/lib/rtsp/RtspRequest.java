/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;

/**
 * A request (RFC 2326, 6).
 *
 * @param method upper case, for example {@code DESCRIBE}
 * @param url absolute, or {@code *}
 */
public record RtspRequest(String method, String url, RtspHeaders headers, Bytes body) implements RtspMessage {
    @Override
    public String startLine() {
        return method + " " + url + " RTSP/1.0";
    }

    /** The same request with one more header. */
    public RtspRequest with(String name, String value) {
        return new RtspRequest(method, url, headers.plus(name, value), body);
    }

    /** For people: without user information. */
    @Override
    public String toString() {
        return method + " " + RtspUrl.mask(url);
    }
}

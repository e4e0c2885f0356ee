/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;

/**
 * A response (RFC 2326, 7).
 *
 * @param status 100 to 999
 * @param reason for people, may be empty
 */
public record RtspResponse(int status, String reason, RtspHeaders headers, Bytes body) implements RtspMessage {
    /** A response with the status' own reason phrase and no body. */
    public static RtspResponse of(int status, RtspHeaders headers) {
        return new RtspResponse(status, reasonOf(status), headers, Bytes.EMPTY);
    }

    @Override
    public String startLine() {
        return "RTSP/1.0 " + status + " " + reason;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The same response with one more header. */
    public RtspResponse with(String name, String value) {
        return new RtspResponse(status, reason, headers.plus(name, value), body);
    }

    /** The reason phrase of RFC 2326, 7.1.1. */
    public static String reasonOf(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 200 -> "OK";
            case 301 -> "Moved Permanently";
            case 302 -> "Moved Temporarily";
            case 303 -> "See Other";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Time-out";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Large";
            case 415 -> "Unsupported Media Type";
            case 451 -> "Parameter Not Understood";
            case 453 -> "Not Enough Bandwidth";
            case 454 -> "Session Not Found";
            case 455 -> "Method Not Valid in This State";
            case 457 -> "Invalid Range";
            case 459 -> "Aggregate Operation Not Allowed";
            case 460 -> "Only Aggregate Operation Allowed";
            case 461 -> "Unsupported Transport";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "RTSP Version Not Supported";
            case 551 -> "Option not supported";
            default -> status < 400 ? "OK" : "Error";
        };
    }

    @Override
    public String toString() {
        return status + " " + reason;
    }
}

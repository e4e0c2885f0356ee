/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What somebody gets who speaks HTTP here and opens no tunnel.
 *
 * @param status for example {@code 400 Bad Request}
 * @param text for people
 */
record HttpRefusal(String status, String text) {
    static final HttpRefusal MALFORMED = new HttpRefusal("400 Bad Request", "this is no HTTP request");

    static HttpRefusal of(HttpHead head) {
        return Tunnels.isTunnel(head)
                ? new HttpRefusal("503 Service Unavailable", "this tunnel is open already, or too many wait")
                : new HttpRefusal("400 Bad Request", "this port speaks RTSP; HTTP only as its tunnel");
    }

    ByteBuffer toBytes() {
        byte[] body = (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.wrap(("HTTP/1.0 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n" + text + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests as they come over the wire. */
final class Requests {
    private Requests() {}

    /** The first one in a text whose lines end as in the test's source. */
    static Request parse(String text) throws RefusedException {
        Codec codec = Codec.ofRequests();
        List<HttpRequest> heads = new ArrayList<>();
        codec.feed(bytes(text), message -> {
            if (message instanceof HttpRequest head) {
                heads.add(head);
            }
        });
        try {
            return Request.of(heads.get(0));
        } finally {
            codec.release();
        }
    }

    static Request get(String path, String... headers) throws RefusedException {
        return of("GET", path, headers);
    }

    static Request of(String method, String path, String... headers) throws RefusedException {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\n");
        for (String header : headers) {
            text.append(header).append('\n');
        }
        return parse(text.append(text.indexOf("\nHost:") < 0 ? "Host: 127.0.0.1:1984\n\n" : "\n")
                .toString());
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Etags;
import io.sluice.rest.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code /api/v1/openapi.yaml}: kept by hand; a test compares it with what the server does. */
public final class OpenApi {
    private static final String RESOURCE = "/io/sluice/rest/openapi.yaml";

    private OpenApi() {}

    public static void addTo(Router router) {
        router.on("GET", "openapi.yaml", Access.KNOWN, call -> {
            String text = text();
            return call.document(Etags.of(text), Answer.bytes(200, Answer.YAML, text.getBytes(StandardCharsets.UTF_8)));
        });
    }

    /** Read anew each time: it is asked for rarely and would only take memory. */
    static String text() throws IOException {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

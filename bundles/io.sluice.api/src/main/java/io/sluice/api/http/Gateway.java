/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.http;

/**
 * Names that the gateway and servlets share. A servlet of any bundle is covered by the gateway without doing anything:
 * only administrators of all streams reach it. Service properties beside {@code osgi.http.whiteboard.servlet.pattern}
 * say otherwise.
 */
public final class Gateway {
    /**
     * Service property: who gets through to the servlet. {@code viewer}, {@code publisher} and {@code admin}: who has
     * the role for all streams; {@value #ANYBODY_KNOWN}: everybody who is known, the servlet checks rights itself.
     */
    public static final String ROLE = "sluice.http.role";

    /** Value of {@link #ROLE}. */
    public static final String ANYBODY_KNOWN = "known";

    /** Service property, {@code Long}: the longest request body in bytes; 1 MiB unless it says so. */
    public static final String BODY_MAX = "sluice.http.body.max";

    /** Request attribute, an {@link io.sluice.api.auth.Identity}: who asks. Always there. */
    public static final String IDENTITY = "io.sluice.identity";

    private Gateway() {}
}

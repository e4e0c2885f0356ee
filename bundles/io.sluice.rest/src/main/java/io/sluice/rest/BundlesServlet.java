/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.http.Gateway;
import io.sluice.rest.http.Router;
import io.sluice.rest.http.RouterServlet;
import io.sluice.rest.v1.BundlesResource;
import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/v1/bundles}: bodies are jars. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/api/v1/bundles",
            "osgi.http.whiteboard.servlet.pattern=/api/v1/bundles/*",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN,
            Gateway.BODY_MAX + ":Long=67108864"
        })
public final class BundlesServlet extends RouterServlet {
    private static final long serialVersionUID = 1L;

    @Activate
    public BundlesServlet(@Reference Parts parts) {
        super(router(parts), "/api/v1/");
    }

    private static Router router(Parts parts) {
        var router = new Router();
        new BundlesResource(() -> parts.store).addTo(router);
        return router;
    }
}

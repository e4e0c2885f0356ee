/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.http.Gateway;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.http.Router;
import io.sluice.rest.http.RouterServlet;
import io.sluice.rest.v1.ConfigResource;
import io.sluice.rest.v1.DiagResource;
import io.sluice.rest.v1.DriversResource;
import io.sluice.rest.v1.Findings;
import io.sluice.rest.v1.Forms;
import io.sluice.rest.v1.HealthResource;
import io.sluice.rest.v1.OpenApi;
import io.sluice.rest.v1.SessionsResource;
import io.sluice.rest.v1.StreamsResource;
import io.sluice.rest.v1.UsersResource;
import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/v1}, without what has a limit or a way of answering of its own. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/api/v1/*", Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN})
public final class ApiServlet extends RouterServlet {
    private static final long serialVersionUID = 1L;

    @Activate
    public ApiServlet(@Reference Parts parts) {
        super(router(parts), "/api/v1/");
    }

    private static Router router(Parts parts) {
        var router = new Router();
        new StreamsResource(parts.registry(), new Definitions(parts.config())).addTo(router);
        new SessionsResource(parts.registry()).addTo(router);
        new DriversResource(
                        parts.registry(),
                        new Forms(parts.context(), () -> parts.metaTypes),
                        new Findings(parts.context()))
                .addTo(router);
        new ConfigResource(parts.config()).addTo(router);
        new UsersResource(parts.config()).addTo(router);
        new HealthResource(() -> parts.health).addTo(router);
        new DiagResource(parts.context(), parts.registry(), () -> parts.listeners).addTo(router);
        OpenApi.addTo(router);
        return router;
    }
}

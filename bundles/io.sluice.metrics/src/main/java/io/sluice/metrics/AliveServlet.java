/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.http.Gateway;
import jakarta.servlet.Servlet;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /healthz}: whether the process works. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/healthz", Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN})
public final class AliveServlet extends Probe {
    private static final long serialVersionUID = 1L;

    @Activate
    public AliveServlet(@Reference HealthCheckExecutor executor) {
        super(executor, ALIVE);
    }
}

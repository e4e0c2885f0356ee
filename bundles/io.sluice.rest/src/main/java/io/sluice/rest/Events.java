/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.http.Gateway;
import io.sluice.rest.event.EventHub;
import io.sluice.rest.event.EventsServlet;
import jakarta.servlet.Servlet;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** {@code /api/v1/events}: the hub hears what Event Admin posts, the servlet lets others listen. */
@Component(
        service = {},
        immediate = true)
public final class Events {
    private final EventHub hub;
    private final ServiceRegistration<EventHandler> hearing;
    private final ServiceRegistration<Servlet> serving;

    @Activate
    public Events(BundleContext context, @Reference Parts parts) {
        hub = new EventHub(() -> parts.users);
        hearing = context.registerService(
                EventHandler.class, hub, FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, "io/sluice/*")));
        serving = context.registerService(
                Servlet.class,
                new EventsServlet(hub),
                FrameworkUtil.asDictionary(Map.of(
                        "osgi.http.whiteboard.servlet.pattern",
                        "/api/v1/events",
                        "osgi.http.whiteboard.servlet.asyncSupported",
                        true,
                        Gateway.ROLE,
                        Gateway.ANYBODY_KNOWN)));
    }

    @Deactivate
    void close() {
        hearing.unregister();
        serving.unregister();
        hub.close();
    }
}

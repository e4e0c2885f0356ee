/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.http.Gateway;
import io.sluice.api.metrics.Measured;
import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamEvents;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** {@code /metrics}: asks everybody who counts, each time anew. */
@Component(
        service = {Servlet.class, EventHandler.class},
        property = {
            "osgi.http.whiteboard.servlet.pattern=/metrics",
            Gateway.ROLE + "=viewer",
            EventConstants.EVENT_TOPIC + "=" + StreamEvents.STATE
        })
public final class MetricsServlet extends HttpServlet implements EventHandler {
    private static final long serialVersionUID = 1L;

    private final transient BundleContext context;
    private final transient StreamRegistry registry;
    private final LongAdder reconnects = new LongAdder();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    final transient List<Measured> measured = new CopyOnWriteArrayList<>();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Listeners listeners;

    @Activate
    public MetricsServlet(BundleContext context, @Reference StreamRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    @Override
    public void handleEvent(Event event) {
        // Of the stream, not of one of its sources.
        if (event.getProperty(StreamEvents.SOURCE) == null
                && StreamState.RECONNECTING.name().equals(event.getProperty(StreamEvents.NEW_STATE))) {
            reconnects.increment();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = page().toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType(Exposition.CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    Exposition page() {
        var page = new Exposition();
        page.add(Metric.INFO, 1, Objects.toString(context.getProperty("sluice.version"), ""));
        StreamReadings.read(registry, page);
        page.add(Metric.RECONNECTS, reconnects.sum());
        Listeners there = listeners;
        if (there != null) {
            there.listeners().forEach(info -> page.add(Metric.CONNECTIONS, info.connections(), info.protocol()));
        }
        for (Bundle bundle : context.getBundles()) {
            page.add(Metric.BUNDLES, 1, BundleStates.of(bundle));
        }
        measured.forEach(each -> each.measure(page));
        ProcessReadings.read(page);
        return page;
    }
}

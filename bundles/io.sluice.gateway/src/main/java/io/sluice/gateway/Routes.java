/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.dto.RequestInfoDTO;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Which servlet a path leads to, as Felix HTTP itself says, and what that servlet's service properties let through. Any
 * thread.
 */
final class Routes implements Router {
    private static final String SERVLETS =
            "(|(osgi.http.whiteboard.servlet.pattern=*)(osgi.http.whiteboard.resource.pattern=*))";

    private final ServiceTracker<Object, Long> servlets;
    private final Map<Long, Route> byService = new ConcurrentHashMap<>();
    private volatile @Nullable HttpServiceRuntime runtime;

    Routes(BundleContext context) {
        try {
            servlets = new Servlets(context);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        servlets.open(true);
    }

    void close() {
        servlets.close();
        byService.clear();
    }

    /** @param now null while Felix HTTP does not run */
    void runtime(@Nullable HttpServiceRuntime now) {
        runtime = now;
    }

    @Override
    public boolean known() {
        return runtime != null;
    }

    @Override
    public @Nullable Route find(String path) {
        HttpServiceRuntime asked = runtime;
        if (asked == null) {
            return null;
        }
        RequestInfoDTO info = asked.calculateRequestInfoDTO(path);
        if (info.servletDTO != null) {
            return byService.getOrDefault(info.servletDTO.serviceId, Route.DEFAULT);
        }
        if (info.resourceDTO != null) {
            return byService.getOrDefault(info.resourceDTO.serviceId, Route.DEFAULT);
        }
        return null;
    }

    /** Looks at the properties only, so that asking does not make a component. */
    private final class Servlets extends ServiceTracker<Object, Long> {
        Servlets(BundleContext context) throws InvalidSyntaxException {
            super(context, context.createFilter(SERVLETS), null);
        }

        @Override
        public Long addingService(ServiceReference<Object> reference) {
            Long id = (Long) reference.getProperty(Constants.SERVICE_ID);
            byService.put(id, Route.of(properties(reference)));
            return id;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, Long id) {
            byService.put(id, Route.of(properties(reference)));
        }

        @Override
        public void removedService(ServiceReference<Object> reference, Long id) {
            byService.remove(id);
        }

        private static Map<String, Object> properties(ServiceReference<Object> reference) {
            Map<String, Object> properties = new HashMap<>();
            for (String key : reference.getPropertyKeys()) {
                properties.put(key, reference.getProperty(key));
            }
            return properties;
        }
    }
}

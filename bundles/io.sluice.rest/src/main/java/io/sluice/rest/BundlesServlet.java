/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.bundle.BundleStore;
import io.sluice.api.http.Gateway;
import io.sluice.rest.http.Router;
import io.sluice.rest.http.RouterServlet;
import io.sluice.rest.v1.BundlesResource;
import jakarta.servlet.Servlet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code /api/v1/bundles}: bodies are jars. Needs nothing but the store, so that what was stopped can be started. */
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

    private final transient AtomicReference<@Nullable BundleStore> store;

    @Activate
    public BundlesServlet() {
        this(new AtomicReference<>());
    }

    private BundlesServlet(AtomicReference<@Nullable BundleStore> store) {
        super(router(store), "/api/v1/");
        this.store = store;
    }

    private static Router router(AtomicReference<@Nullable BundleStore> store) {
        var router = new Router();
        new BundlesResource(store::get).addTo(router);
        return router;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(BundleStore there) {
        store.set(there);
    }

    void unbindStore(BundleStore gone) {
        store.compareAndSet(gone, null);
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Users;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.Dialer;
import io.sluice.api.net.Protocol;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public HTTP port. Without users nobody gets through; without the guard Felix HTTP has no port. */
@Component(
        service = {},
        immediate = true,
        configurationPid = GatewayConfig.PID)
@Designate(ocd = GatewayConfig.class)
public final class GatewayServer implements Protocol {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final String NAME_HERE = "http";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Users users;

    private final ConsoleReach console;
    private final Certificate certificate;
    private final HttpContext context;
    private final Routes routes;
    private final FelixHttp servlets;
    private final ServiceRegistration<Preprocessor> guard;
    private final ServiceRegistration<Protocol> registration;
    private volatile GatewaySettings settings;

    @Activate
    public GatewayServer(
            BundleContext bundle,
            @Reference Dialer dialer,
            @Reference ConfigurationAdmin admin,
            @Reference ConsoleReach console,
            @Reference Certificate certificate,
            @Reference HttpTally tally,
            Map<String, Object> properties) {
        this.console = console;
        this.certificate = certificate;
        settings = read(properties, GatewaySettings.of(Map.of()));
        Passes passes = new Passes(System::nanoTime);
        Backends backends = new Backends(dialer);
        routes = new Routes(bundle);
        Gatekeeper gatekeeper = new Gatekeeper(() -> users, new Sessions(System::nanoTime), routes, System::nanoTime);
        context = new HttpContext(gatekeeper, backends, passes, this::settings, System::nanoTime, tally);
        routes.open();
        // First the guard, then the port that it guards; the other way round at the end.
        guard = bundle.registerService(
                Preprocessor.class,
                new Guard(passes),
                FrameworkUtil.asDictionary(Map.of("osgi.http.whiteboard.preprocessor", true)));
        servlets = new FelixHttp(bundle, admin, routes, backends);
        servlets.start(settings);
        registration = bundle.registerService(Protocol.class, this, serviceProperties(settings));
    }

    private GatewaySettings settings() {
        return settings.with(console.remote(), certificate.configured());
    }

    private static Dictionary<String, Object> serviceProperties(GatewaySettings settings) {
        return FrameworkUtil.asDictionary(Map.of(NAME, NAME_HERE, LISTEN, settings.listen()));
    }

    private static GatewaySettings read(Map<String, Object> properties, GatewaySettings otherwise) {
        try {
            return GatewaySettings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("event", "gateway.invalid")
                    .log("{}; the configuration stays as it was", e.getMessage());
            return otherwise;
        }
    }

    @Modified
    void modified(Map<String, Object> properties) {
        GatewaySettings before = settings;
        GatewaySettings now = read(properties, before);
        settings = now;
        servlets.configure(now);
        if (!now.listen().equals(before.listen())) {
            registration.setProperties(serviceProperties(now));
        }
    }

    @Deactivate
    void stop() {
        registration.unregister();
        servlets.stop();
        guard.unregister();
        routes.close();
    }

    @Override
    public ConnectionHandler accepted(Connection connection) {
        return new HttpConnection(context, connection);
    }
}

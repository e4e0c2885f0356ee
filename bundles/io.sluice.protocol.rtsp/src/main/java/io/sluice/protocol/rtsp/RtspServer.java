/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Users;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.Datagrams;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.lib.rtpstream.RtpPackaging;
import io.sluice.protocol.rtsp.tunnel.Entrance;
import io.sluice.protocol.rtsp.tunnel.Tunnels;
import java.security.SecureRandom;
import java.util.Dictionary;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams over RTSP. Listens where it is configured to, as long as there is a registry. */
@Component(
        service = {},
        immediate = true,
        configurationPid = RtspConfig.PID)
@Designate(ocd = RtspConfig.class)
public final class RtspServer implements Protocol {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final long MEDIA_FIRST_MS = 200;
    private static final String DEFAULT_LISTEN = "127.0.0.1:8554";

    /** Without them nobody is served. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Users users;

    private final RtspContext context;
    private final Tunnels tunnels;
    private final ServiceRegistration<Protocol> registration;
    private volatile RtspSettings settings;

    @Activate
    public RtspServer(
            BundleContext bundle,
            @Reference StreamRegistry registry,
            @Reference JoinTuning tuning,
            @Reference Datagrams datagrams,
            Map<String, Object> properties) {
        settings = read(properties, RtspSettings.DEFAULT);
        var random = new SecureRandom();
        context = new RtspContext(
                registry,
                () -> users,
                RtspContext.authentication(System::nanoTime),
                () -> settings,
                new UdpAccess(datagrams),
                tuning::start,
                random,
                seed(bundle),
                System::nanoTime);
        CompletionStage<Void> mediaFlows = resumeFeeds(registry, context.cname());
        tunnels = new Tunnels((connection, tunnelled, admitted) ->
                new RtspConnection(context, connection, RtspConnection.carrier(connection, tunnelled), admitted));
        await(mediaFlows);
        // By hand: as a component's service it would show all its configuration, the password too, as properties.
        registration = bundle.registerService(Protocol.class, this, serviceProperties(properties));
    }

    /** Media of all viewers that the last version left waits for this. */
    private static CompletionStage<Void> resumeFeeds(StreamRegistry registry, String cname) {
        return registry.resumeFeeds((key, state) -> RtpPackaging.successor(key, state, cname));
    }

    /** Before connections are adopted, which takes the processors for as long as there are many. */
    private static void await(CompletionStage<Void> mediaFlows) {
        try {
            mediaFlows.toCompletableFuture().get(MEDIA_FIRST_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("media that the last version left does not flow yet");
        }
    }

    /** The same for every version of this bundle in one run of the server: they share feeds, and with them SSRCs. */
    private static int seed(BundleContext bundle) {
        return Objects.hashCode(bundle.getProperty(Constants.FRAMEWORK_UUID));
    }

    private static Dictionary<String, Object> serviceProperties(Map<String, Object> properties) {
        Object listen = properties.getOrDefault(LISTEN, DEFAULT_LISTEN);
        return FrameworkUtil.asDictionary(Map.of(NAME, "rtsp", LISTEN, listen, HANDS_OVER, true));
    }

    /** Sessions that are open keep what they began with; another address closes them. */
    @Modified
    void modified(Map<String, Object> properties) {
        settings = read(properties, settings);
        Object listen = registration.getReference().getProperty(LISTEN);
        Dictionary<String, Object> now = serviceProperties(properties);
        if (!now.get(LISTEN).equals(listen)) {
            registration.setProperties(now);
        }
    }

    private static RtspSettings read(Map<String, Object> properties, RtspSettings fallback) {
        try {
            return RtspSettings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("event", "rtsp.invalid")
                    .log("rtsp: {}; the configuration stays as it was", e.getMessage());
            return fallback;
        }
    }

    @Deactivate
    void stop() {
        context.udp().end();
        registration.unregister();
        context.udp().end(); // what began meanwhile
    }

    @Override
    public @Nullable ConnectionHandler adopt(Connection connection, Handover state) {
        if (state.is(Entrance.FORMAT, Entrance.VERSION)) {
            return accepted(connection);
        }
        SessionRecord left = SessionRecord.of(state);
        return left == null ? null : RtspConnection.resumed(context, connection, left);
    }

    @Override
    public ConnectionHandler accepted(Connection connection) {
        return new Entrance(tunnels, connection);
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.api.net.DialTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * TLS of the connections that are dialled: whom to trust. Protocols and suites are the JVM's own choice, because
 * cameras know only old ones.
 */
@Component(service = ClientTls.class, configurationPid = "io.sluice.tls")
public final class ClientTls {
    private static final int MOST_HANDSHAKES = 1_024;

    /** Authorities as they were when the file had this state; empty without a file. */
    private record Authorities(String state, X509ExtendedTrustManager trust) {}

    private final Path conf;
    private final ThreadPoolExecutor handshakes;
    private volatile @Nullable Path more;
    private volatile @Nullable Authorities known;

    @Activate
    public ClientTls(BundleContext context, Map<String, Object> properties) {
        this(
                Path.of(Objects.requireNonNullElse(context.getProperty("sluice.home"), "."))
                        .resolve("conf"),
                properties);
    }

    /** @param conf relative paths begin there */
    ClientTls(Path conf, Map<String, ?> properties) {
        this.conf = conf;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        handshakes = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_HANDSHAKES),
                task -> new Thread(task, "sluice-net-tls-dial"));
        handshakes.allowCoreThreadTimeOut(true);
        modified(properties);
    }

    @Modified
    void modified(Map<String, ?> properties) {
        Object file = properties.get("ca");
        String name = file == null ? "" : file.toString().strip();
        more = name.isEmpty() ? null : conf.resolve(name);
        known = null;
    }

    @Deactivate
    void stop() {
        handshakes.shutdownNow();
    }

    /** For whatever takes longer than a loop may wait. */
    Executor executor() {
        return handshakes;
    }

    /** One handshake; null for null. */
    @Nullable
    ClientHandshake handshake(HostPort target, @Nullable DialTls options) {
        return options == null ? null : new ClientHandshake(this, target, options);
    }

    /** @param trust judges the peer's certificate */
    static SslContext context(X509ExtendedTrustManager trust, boolean checkName) throws IOException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trust)
                .endpointIdentificationAlgorithm(checkName ? "HTTPS" : null)
                .build();
    }

    /** The JVM's authorities and those of {@code tls.ca}, read anew when the file has changed; may block. */
    X509ExtendedTrustManager authorities() throws GeneralSecurityException {
        Path file = more;
        try {
            String state =
                    file == null || !Files.exists(file) ? "" : Files.getLastModifiedTime(file) + " " + Files.size(file);
            Authorities last = known;
            if (last != null && last.state.equals(state) && (file == null || !state.isEmpty())) {
                return last.trust;
            }
            X509ExtendedTrustManager trust = file == null ? trust(null) : trust(with(Pem.certificates(Pem.read(file))));
            known = new Authorities(state, trust);
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new GeneralSecurityException("tls.ca cannot be used: " + Failures.text(e), e);
        }
    }

    private static KeyStore with(List<X509Certificate> own) throws IOException, GeneralSecurityException {
        var all = new ArrayList<X509Certificate>(Arrays.asList(trust(null).getAcceptedIssuers()));
        all.addAll(own);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("ca-" + i, all.get(i));
        }
        return store;
    }

    /** @param store null: the JVM's own */
    private static X509ExtendedTrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager manager) {
                return manager;
            }
        }
        throw new GeneralSecurityException("this JVM has no trust manager for X.509");
    }
}

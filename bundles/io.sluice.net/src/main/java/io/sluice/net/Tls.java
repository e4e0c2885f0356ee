/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * TLS of every port: the certificate as it is configured, looked at again and again, so that a new one is served
 * without a restart. Connections that are open keep what they began with; when the files are broken the certificate
 * before stays.
 */
@Component(service = Tls.class, configurationPid = "io.sluice.tls")
public final class Tls {
    /** A pair of files that are being replaced gets one more look before it is called broken. */
    private static final long LOOK_MS = 1_500;

    /** For the first byte, and for the handshake. */
    private static final long HANDSHAKE_MS = 10_000;

    private static final long CLOSE_NOTIFY_MS = 500;
    private static final int MOST_HANDSHAKES = 1_024;
    private static final int MOST_SESSIONS = 4_096;
    private static final int SESSION_SECONDS = 3_600;

    /** Forward secrecy and authenticated encryption only (RFC 9325, 4.2); those of TLS 1.3 first. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Path conf;
    private final long lookMs;
    private final long handshakeMs;
    private final NetLog log = new NetLog();
    private final ThreadPoolExecutor handshakes;
    private final ScheduledThreadPoolExecutor looks;
    private volatile @Nullable SslContext current;

    // Of the thread that looks, and of whoever configures: under the lock of this.
    private TlsSettings settings = TlsSettings.OFF;
    private String seen = "";
    private String problem = "";
    private boolean told;
    private @Nullable Future<?> looking;

    @Activate
    public Tls(BundleContext context, Map<String, Object> properties) {
        this(
                Path.of(Objects.requireNonNullElse(context.getProperty("sluice.home"), "."))
                        .resolve("conf"),
                properties,
                LOOK_MS,
                HANDSHAKE_MS);
    }

    /** @param conf relative paths begin there */
    Tls(Path conf, Map<String, ?> properties, long lookMs, long handshakeMs) {
        this.conf = conf;
        this.lookMs = lookMs;
        this.handshakeMs = handshakeMs;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        handshakes = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_HANDSHAKES),
                task -> new Thread(task, "sluice-net-tls"));
        handshakes.allowCoreThreadTimeOut(true);
        looks = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "sluice-net-tls-files"));
        modified(properties);
    }

    @Modified
    void modified(Map<String, ?> properties) {
        synchronized (this) {
            settings = TlsSettings.of(properties, conf);
            seen = "";
            problem = "";
            told = true; // what is wrong from the beginning is told at once
            look();
            if (looking != null) {
                looking.cancel(false);
            }
            looking = settings.equals(TlsSettings.OFF)
                    ? null
                    : looks.scheduleWithFixedDelay(this::look, lookMs, lookMs, TimeUnit.MILLISECONDS);
        }
    }

    @Deactivate
    void stop() {
        looks.shutdownNow();
        handshakes.shutdownNow();
    }

    /** Whether a first byte of 0x16 means TLS. */
    boolean on() {
        return current != null;
    }

    long handshakeMs() {
        return handshakeMs;
    }

    /** For one connection; null when TLS is off. */
    @Nullable
    SslHandler handler(ByteBufAllocator allocator) {
        SslContext context = current;
        if (context == null) {
            return null;
        }
        SslHandler handler = context.newHandler(allocator, handshakes);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setUseCipherSuitesOrder(true);
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(handshakeMs);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MS);
        return handler;
    }

    private synchronized void look() {
        try {
            load();
            problem = "";
            told = false;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            complain(Failures.text(e));
        }
    }

    private void load() throws IOException, GeneralSecurityException {
        if (!settings.problem().isEmpty()) {
            throw new IOException(settings.problem());
        }
        Path certificateFile = settings.certificate();
        Path keyFile = settings.key();
        if (certificateFile == null || keyFile == null) {
            if (current != null) {
                current = null;
                log.info("net.tls", "TLS is off");
            }
            return;
        }
        try {
            if (settings.selfSigned()) {
                new SelfSigned(conf.resolve("tls")).ensure(Instant.now());
            }
            load(certificateFile, keyFile);
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(certificateFile + " with " + keyFile + ": " + Failures.text(e), e);
        }
    }

    private void load(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        String certificates = Pem.read(certificateFile);
        String keys = Pem.read(keyFile);
        String now = Pem.fingerprint(certificates + '\0' + keys);
        if (now.equals(seen)) {
            return;
        }
        List<X509Certificate> chain = Pem.certificates(certificates);
        X509Certificate own = chain.get(0);
        current = context(Pem.key(keys, own), chain);
        seen = now;
        Instant end = own.getNotAfter().toInstant();
        log.info(
                "net.tls",
                "TLS is on, with the certificate of " + own.getSubjectX500Principal() + " from " + certificateFile
                        + (end.isBefore(Instant.now()) ? ", which ended " : ", good until ") + end);
    }

    /** Once for each problem, when it is there at two looks. */
    private void complain(String text) {
        boolean again = text.equals(problem);
        if (told && problem.isEmpty() || again && !told) {
            log.warn(
                    "net.tls_problem",
                    "TLS: " + text
                            + (current == null
                                    ? "; there is no TLS"
                                    : "; the certificate from before is still served"));
            told = true;
        } else if (!again) {
            told = false;
        }
        problem = text;
    }

    private static SslContext context(PrivateKey key, List<X509Certificate> chain) throws SSLException {
        return SslContextBuilder.forServer(key, chain)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(MOST_SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                .build();
    }
}

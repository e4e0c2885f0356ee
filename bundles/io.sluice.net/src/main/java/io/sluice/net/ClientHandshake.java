/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.DialTls.Trust;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** TLS of one dialled connection: what is asked of the peer, and in words what was wrong with it. */
final class ClientHandshake {
    private final ClientTls tls;
    private final HostPort target;
    private final DialTls options;
    private volatile @Nullable PeerTrust trust;

    ClientHandshake(ClientTls tls, HostPort target, DialTls options) {
        this.tls = tls;
        this.target = target;
        this.options = options;
    }

    Executor executor() {
        return tls.executor();
    }

    /** For one connection; reads files, so not to be called on a loop. */
    SslHandler handler(ByteBufAllocator allocator) throws IOException, GeneralSecurityException {
        boolean verified = options.trust() == Trust.VERIFIED;
        var judge = new PeerTrust(options.sha256(), verified ? tls.authorities() : null);
        trust = judge;
        String name = options.serverName() == null ? target.host() : options.serverName();
        SslHandler handler =
                ClientTls.context(judge, verified).newHandler(allocator, name, target.port(), tls.executor());
        handler.setHandshakeTimeoutMillis(0); // the dial has a deadline for everything
        return handler;
    }

    /** Why there is no connection. */
    StreamException failure(Throwable problem) {
        PeerTrust judge = trust;
        String found = judge == null ? "" : judge.found();
        for (Throwable each = problem; each != null; each = each.getCause()) {
            if (each instanceof CertificateException wrong && !found.isEmpty()) {
                return new StreamException(Reason.UNTRUSTED, untrusted(wrong, found), problem);
            }
            if (each instanceof NotSslRecordException) {
                return new StreamException(Reason.PROTOCOL_ERROR, target + " does not speak TLS", problem);
            }
            if (each instanceof ClosedChannelException) {
                String text = target + " closed the connection in the middle of the TLS handshake";
                return new StreamException(Reason.PROTOCOL_ERROR, text, problem);
            }
        }
        if (problem instanceof GeneralSecurityException) {
            return new StreamException(Reason.FAILED, Failures.text(problem), problem);
        }
        String text = "the TLS handshake with " + target + " failed: " + Failures.text(problem);
        return new StreamException(Reason.PROTOCOL_ERROR, text, problem);
    }

    private String untrusted(CertificateException wrong, String found) {
        if (options.trust() == Trust.PINNED) {
            return target + " shows another certificate than the one that is pinned; its fingerprint is sha256:"
                    + found;
        }
        return target + " shows a certificate that is not trusted: " + why(wrong) + "; its fingerprint is sha256:"
                + found;
    }

    private static String why(Throwable wrong) {
        Throwable root = wrong;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = Failures.text(root);
        if (root instanceof CertificateExpiredException) {
            return "it has expired (" + message + ")";
        }
        return message.contains("unable to find valid certification path")
                ? "no authority that is trusted has signed it"
                : message;
    }
}

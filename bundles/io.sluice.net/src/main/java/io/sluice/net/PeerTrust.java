/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges the certificate of one peer, and remembers its fingerprint for whoever has to say what was wrong. */
final class PeerTrust extends X509ExtendedTrustManager {
    private final String pinned;
    private final @Nullable X509ExtendedTrustManager authorities;
    private volatile String found = "";

    /**
     * @param pinned the one fingerprint that is right, or empty
     * @param authorities who judges, or null: any certificate is right
     */
    PeerTrust(String pinned, @Nullable X509ExtendedTrustManager authorities) {
        this.pinned = pinned;
        this.authorities = authorities;
    }

    /** SHA-256 of the certificate that was shown, in hexadecimal; empty when none was. */
    String found() {
        return found;
    }

    private void judge(X509Certificate[] chain) throws CertificateException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            found = HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this JVM has no SHA-256", e);
        }
        if (!pinned.isEmpty() && !pinned.equals(found)) {
            throw new CertificateException("not the certificate that is pinned");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        judge(chain);
        if (authorities != null) {
            authorities.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only for engines");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only for engines");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("only for servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that a camera has signed itself.
 *
 * @param server shows it
 * @param sha256 its fingerprint
 * @param pem the certificate as a file has it
 * @param keyPem its key as a file has it
 */
public record TestCertificate(SSLContext server, String sha256, String pem, String keyPem) {
    public static TestCertificate make() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] made = SelfSigned.make(
                pair, Instant.now(), Set.of("camera.example"), List.of(InetAddress.getLoopbackAddress()));
        Certificate certificate =
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(made));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("camera", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        String key = Pem.text("EC PRIVATE KEY", key(pair));
        return new TestCertificate(context, sha256, Pem.text("CERTIFICATE", made), key);
    }

    /** RFC 5915, 3, with everything that is optional: GnuTLS wants it. */
    private static byte[] key(KeyPair pair) {
        byte[] number = ((ECPrivateKey) pair.getPrivate()).getS().toByteArray();
        byte[] secret = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, secret, 32 - length, length);
        byte[] info = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(info, info.length - 65, info.length);
        return Der.sequence(
                Der.integer(BigInteger.ONE),
                Der.octets(secret),
                Der.value(0xA0, Der.oid("1.2.840.10045.3.1.7")),
                Der.value(0xA1, Der.bits(0, point)));
    }
}

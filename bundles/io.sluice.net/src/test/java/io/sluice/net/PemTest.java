/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys as files: those we make, those we are given. */
class PemTest {
    @TempDir
    Path home;

    static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static String certificate(KeyPair pair, String name) throws GeneralSecurityException {
        return Pem.text("CERTIFICATE", SelfSigned.make(pair, Instant.now(), Set.of(name), List.of()));
    }

    static String key(KeyPair pair) {
        return Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    @Test
    void theInstallationsOwnCertificateIsMadeOnceAndForItsOwnerOnly() throws Exception {
        SelfSigned own = new SelfSigned(home.resolve("tls"));
        own.ensure(Instant.now());
        String first = Files.readString(own.certificate());
        own.ensure(Instant.now());

        assertThat(Files.readString(own.certificate())).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.certificate())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("tls"))))
                .isEqualTo("rwx------");
        X509Certificate certificate = Pem.certificates(first).get(0);
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getKeyUsage()[0]).as("signs").isTrue();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        assertThat(names).contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
        assertThat(Pem.key(Files.readString(own.key()), certificate)).isNotNull();
    }

    @Test
    void itIsMadeAnewAMonthBeforeItEnds() throws Exception {
        SelfSigned own = new SelfSigned(home.resolve("tls"));
        Instant now = Instant.now();
        own.ensure(now);
        String first = Files.readString(own.certificate());
        own.ensure(now.plus(Duration.ofDays(366)));
        assertThat(Files.readString(own.certificate())).isEqualTo(first);
        own.ensure(now.plus(Duration.ofDays(368)));

        assertThat(Files.readString(own.certificate())).isNotEqualTo(first);
    }

    @Test
    void aCertificateMayEndAfter2049() throws Exception {
        KeyPair pair = pair();
        Instant late = Instant.parse("2055-03-04T05:06:07Z");
        byte[] made = SelfSigned.make(pair, late, Set.of("x"), List.of());

        X509Certificate certificate =
                Pem.certificates(Pem.text("CERTIFICATE", made)).get(0);
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(late.minus(Duration.ofDays(1)));
    }

    @Test
    void keysInTheFormOfOpensslAreRead() throws Exception {
        KeyPair pair = pair();
        X509Certificate certificate = Pem.certificates(certificate(pair, "x")).get(0);
        byte[] secret = ((ECPrivateKey) pair.getPrivate()).getS().toByteArray();
        byte[] number = new byte[32];
        int skip = Math.max(0, secret.length - 32);
        System.arraycopy(secret, skip, number, 32 - (secret.length - skip), secret.length - skip);
        byte[] sec1 = Der.sequence(
                Der.integer(BigInteger.ONE), Der.octets(number), Der.value(0xA0, Der.oid("1.2.840.10045.3.1.7")));
        String parameters = Pem.text("EC PARAMETERS", Der.oid("1.2.840.10045.3.1.7"));

        assertThat(Pem.key(parameters + Pem.text("EC PRIVATE KEY", sec1), certificate))
                .isInstanceOfSatisfying(
                        ECPrivateKey.class,
                        key -> assertThat(key.getS()).isEqualTo(((ECPrivateKey) pair.getPrivate()).getS()));
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        KeyPair pair = pair();
        X509Certificate certificate = Pem.certificates(certificate(pair, "x")).get(0);

        assertThatThrownBy(() -> Pem.key(key(pair()), certificate))
                .hasMessage("the key is not that of the certificate");
        assertThatThrownBy(() -> Pem.key("nothing", certificate)).hasMessage("it has no block BEGIN PRIVATE KEY");
        assertThatThrownBy(() -> Pem.key(Pem.text("ENCRYPTED PRIVATE KEY", new byte[9]), certificate))
                .hasMessage("the key is encrypted; decrypt it first");
        assertThatThrownBy(() -> Pem.key(Pem.text("PRIVATE KEY", new byte[9]), certificate))
                .hasMessage("the key is not that of the certificate, or cannot be used");
        assertThatThrownBy(() -> Pem.certificates(key(pair))).hasMessage("it has no block BEGIN CERTIFICATE");
        assertThatThrownBy(() -> Pem.certificates(Pem.text("CERTIFICATE", new byte[9])))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Pem.read(home.resolve("none"))).hasMessage("there is no file " + home.resolve("none"));
    }
}

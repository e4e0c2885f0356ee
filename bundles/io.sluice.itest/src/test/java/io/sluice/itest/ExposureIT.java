/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server that was started with nothing but its defaults shows to others: docs/security.md. */
class ExposureIT {
    /** TCP_LISTEN in the kernel's tables. */
    private static final String LISTENING = "0A";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.launch(Dist.workDirectory("fresh"));
        server.awaitBanner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** S-01, S-29, S-30: nothing but our own ports, and these on loopback; no JMX, no debugger, no remote shell. */
    @Test
    void onlyLoopbackIsListenedAtAndOnlyByOurPorts() throws IOException {
        List<String> all = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            all.addAll(sockets(table));
        }
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(local ->
                        assertThat(address(local).isLoopbackAddress()).as(local).isTrue());
        Set<Integer> ports = new HashSet<>();
        all.forEach(local -> ports.add(Integer.parseInt(local.substring(local.indexOf(':') + 1), 16)));
        assertThat(ports).contains(server.rtspPort(), server.httpPort());
        // One more: Felix HTTP behind the gateway.
        assertThat(ports).hasSizeLessThanOrEqualTo(3).doesNotContain(6666, 8101, 1099, 8080);
    }

    /** Local addresses of the sockets of the server that listen, as the kernel prints them. */
    private static List<String> sockets(String table) throws IOException {
        Set<String> inodes = inodes(server.pid());
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
            String[] fields = line.trim().split("\\s+");
            boolean listens = table.startsWith("udp") || fields[3].equals(LISTENING);
            if (fields.length > 9 && listens && inodes.contains(fields[9])) {
                found.add(fields[1]);
            }
        }
        return found;
    }

    private static Set<String> inodes(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring(8, target.length() - 1));
                    }
                }
            }
        }
        return inodes;
    }

    /** Words in the machine's order, little-endian here. */
    private static InetAddress address(String local) {
        byte[] raw = HexFormat.of().parseHex(local.substring(0, local.indexOf(':')));
        ByteBuffer network = ByteBuffer.allocate(raw.length);
        ByteBuffer words = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            network.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(network.array());
        } catch (IOException e) {
            throw new AssertionError(local, e);
        }
    }

    /** S-29, S-48: no agent, no dump of the heap, which holds passwords. */
    @Test
    void theJavaHasNoRemoteDoorAndLeavesNoDump() throws IOException {
        String command =
                Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")).replace('\0', ' ');
        assertThat(command)
                .doesNotContain("jmxremote", "jdwp", "javaagent", "+HeapDumpOnOutOfMemoryError")
                .contains("io.sluice.launcher.Main");
    }

    /** S-30, S-02: no remote shell is shipped, and no password that everybody knows. */
    @Test
    void noRemoteShellAndNoKnownPasswordAreShipped() throws IOException {
        assertThat(Dist.bundles()).noneMatch(jar -> jar.toString().matches(".*(remote\\.?shell|telnet|sshd).*"));
        try (Stream<Path> files = Files.walk(Dist.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".jar")) {
                    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContainIgnoringCase("admin:admin");
                }
            }
        }
    }

    /** Whoever else works on the machine reads none of the home's secrets. */
    @Test
    void whatHoldsSecretsIsClosedToOthers() throws IOException {
        // Hashing takes its time; the password is told before it is stored.
        Await.until("the administrator", LIMIT, () -> Files.exists(server.home().resolve("conf/admin.secret")));
        List<Path> secrets = new ArrayList<>();
        for (String folder : List.of("conf", "run")) {
            try (Stream<Path> files = Files.list(server.home().resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> file.toString().matches(".*(secret|token|key|\\.yaml)$"))
                        .forEach(secrets::add);
            }
        }
        assertThat(secrets)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(
                        file -> assertThat(Files.getPosixFilePermissions(file).toString())
                                .as(file.toString())
                                .doesNotContain("GROUP", "OTHERS"));
    }
}

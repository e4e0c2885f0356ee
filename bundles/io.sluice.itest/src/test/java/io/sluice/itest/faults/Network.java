/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import io.sluice.itest.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network namespace for the server, with a cable to the cameras and one to the viewers, which stay in the test's own.
 * Cables can be pulled and narrowed.
 */
final class Network implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final int subnet;

    private Network(String name, int subnet) {
        this.name = name;
        this.subnet = subnet;
    }

    /** One end of each cable has 10.77.N.1 and is ours, the other 10.77.N.2 and is the server's. */
    enum Cable {
        CAMERAS(0),
        VIEWERS(1);

        private final int number;

        Cable(int number) {
            this.number = number;
        }
    }

    /** @throws IOException with the reason when this machine has none to give */
    static Network open() throws IOException, InterruptedException {
        int number = (int) (ProcessHandle.current().pid() % 100);
        var network = new Network("sluice-faults-" + number, 2 * number);
        try {
            ip("netns", "add", network.name);
            network.inside("ip", "link", "set", "lo", "up");
            for (Cable cable : Cable.values()) {
                network.connect(cable);
            }
            return network;
        } catch (AssertionError e) {
            network.close();
            throw new IOException(String.valueOf(e.getMessage()).strip(), e);
        }
    }

    /** Lays the cable. */
    void connect(Cable cable) throws IOException, InterruptedException {
        ip("link", "add", ours(cable), "type", "veth", "peer", "name", theirs(cable), "netns", name);
        ip("addr", "add", address(cable, 1) + "/30", "dev", ours(cable));
        inside("ip", "addr", "add", address(cable, 2) + "/30", "dev", theirs(cable));
        ip("link", "set", ours(cable), "up");
        inside("ip", "link", "set", theirs(cable), "up");
    }

    /** What we send to these groups, and ask to receive, goes through this cable. */
    void routeGroups(Cable cable, String groups) throws IOException, InterruptedException {
        ip("route", "replace", groups, "dev", ours(cable));
    }

    /** Takes the cable away, with both its ends. */
    void remove(Cable cable) throws IOException, InterruptedException {
        ip("link", "del", ours(cable));
    }

    /** Nothing passes any more, and nobody is told. */
    void pull(Cable cable) throws IOException, InterruptedException {
        ip("link", "set", ours(cable), "down");
    }

    void plug(Cable cable) throws IOException, InterruptedException {
        ip("link", "set", ours(cable), "up");
    }

    /** What goes to the server has so many bits a second; what does not get through at once waits, nothing is lost. */
    void narrow(Cable cable, int kilobits) throws IOException, InterruptedException {
        shape(cable, kilobits + "kbit", "4kb");
    }

    /** What waits goes through at once; were the queue taken away with it, TCP would fall silent for seconds. */
    void widen(Cable cable) throws IOException, InterruptedException {
        shape(cable, "10gbit", "2mb");
    }

    private void shape(Cable cable, String rate, String burst) throws IOException, InterruptedException {
        List<String> shaped = List.of("tc", "qdisc", "replace", "dev", ours(cable), "root", "handle", "1:", "tbf");
        List<String> parameters = List.of("rate", rate, "burst", burst, "limit", "4mb");
        PeerProcess.run(
                LIMIT, Stream.concat(shaped.stream(), parameters.stream()).toArray(String[]::new));
    }

    String ourAddress(Cable cable) {
        return address(cable, 1);
    }

    String serversAddress(Cable cable) {
        return address(cable, 2);
    }

    /** What starts a program in it. */
    List<String> program() {
        return List.of("ip", "netns", "exec", name);
    }

    /** All names are asked for at this address. */
    void nameServer(String address) throws IOException {
        Path directory = Files.createDirectories(Path.of("/etc/netns", name));
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + address + "\n");
    }

    private String address(Cable cable, int host) {
        return "10.77." + (subnet + cable.number) + "." + host;
    }

    private String ours(Cable cable) {
        return "slf" + (subnet + cable.number);
    }

    /** The server's end of the cable, as the system calls it. */
    static String theirs(Cable cable) {
        return "eth" + cable.number;
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        run("ip", arguments);
    }

    private void inside(String... command) throws IOException, InterruptedException {
        run(
                "ip",
                Stream.concat(List.of("netns", "exec", name).stream(), List.of(command).stream())
                        .toArray(String[]::new));
    }

    private static void run(String program, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = program;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        PeerProcess.run(LIMIT, command);
    }

    /** Takes all of it away. */
    @Override
    public void close() throws IOException {
        for (Cable cable : Cable.values()) {
            ended("ip", "link", "del", ours(cable));
        }
        ended("ip", "netns", "del", name);
        Path directory = Path.of("/etc/netns", name);
        Files.deleteIfExists(directory.resolve("resolv.conf"));
        Files.deleteIfExists(directory);
    }

    private static void ended(String... command) throws IOException {
        try (PeerProcess peer = PeerProcess.start(command)) {
            peer.awaitExit(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.sdp.SdpTrack;

/**
 * A media after its SETUP.
 *
 * @param track as the description says
 * @param anyPayloadType the media has one format only: packets of another payload type are it, too
 * @param rtpChannel interleaved channel of its RTP packets; a number of its own when they come as datagrams
 * @param rtcpChannel interleaved channel of its RTCP packets, or a number of its own
 * @param path how its packets come
 */
record SetUpMedia(SdpTrack track, boolean anyPayloadType, int rtpChannel, int rtcpChannel, MediaPath path) {}

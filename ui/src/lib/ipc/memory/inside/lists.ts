/**
 * Packages as they are found in real images, one a line: name, version, kilobytes, files, license, and known problems
 * where there are any.
 */
export const debian = `
libc6 2.36-9+deb12u13 12986 283 LGPL-2.1 3
perl-base 5.36.0-7+deb12u3 7882 289 Artistic 2
coreutils 9.1-1 18062 252 GPL-3.0
dpkg 1.21.22 6474 398 GPL-2.0
libssl3 3.0.17-1~deb12u3 6132 12 Apache-2.0 4
bash 5.2.15-2+b8 7164 94 GPL-3.0
util-linux 2.38.1-5+deb12u3 4704 214 GPL-2.0
apt 2.6.1 4232 233 GPL-2.0
libstdc++6 12.2.0-14+deb12u1 2754 9 GPL-3.0
tzdata 2025b-0+deb12u2 2411 1790 public-domain
libgnutls30 3.7.9-2+deb12u5 3340 10 LGPL-2.1 2
libsystemd0 252.39-1~deb12u1 950 7 LGPL-2.1
login 1:4.13+dfsg1-1+b1 2656 184 BSD-3-Clause
passwd 1:4.13+dfsg1-1+b1 2842 240 BSD-3-Clause
tar 1.34+dfsg-1.2+deb12u1 3196 32 GPL-3.0
findutils 4.9.0-4 2006 57 GPL-3.0
diffutils 1:3.8-4 1600 40 GPL-3.0
grep 3.8-5 1259 33 GPL-3.0
sed 4.9-1 985 33 GPL-3.0
gzip 1.12-1 252 36 GPL-3.0
ncurses-base 6.4-4 395 76 MIT
ncurses-bin 6.4-4 666 44 MIT
libgcrypt20 1.10.1-3 1374 8 LGPL-2.1
libzstd1 1.5.4+dfsg2-5 749 6 BSD-3-Clause
liblzma5 5.4.1-1 391 8 public-domain 1
libpcre2-8-0 10.42-1 701 6 BSD-3-Clause
libsqlite3-0 3.40.1-2+deb12u2 1678 6 public-domain 2
libexpat1 2.5.0-1+deb12u2 408 8 MIT 1
zlib1g 1:1.2.13.dfsg-1 168 5 Zlib 1
ca-certificates 20230311+deb12u1 385 349 MPL-2.0
e2fsprogs 1.47.0-2 1499 67 GPL-2.0
libext2fs2 1.47.0-2 633 9 LGPL-2.0
mount 2.38.1-5+deb12u3 401 50 GPL-2.0
openssl 3.0.17-1~deb12u3 2283 142 Apache-2.0 4
media-types 10.0.0 110 5 public-domain
libreadline8 8.2-1.3 475 9 GPL-3.0
krb5-locales 1.20.1-2+deb12u4 116 8 MIT
libkrb5-3 1.20.1-2+deb12u4 1077 8 MIT 1
libtirpc3 1.3.3+ds-1 202 7 BSD-3-Clause
adduser 3.134 938 102 GPL-2.0
base-files 12.4+deb12u12 340 88 GPL-2.0
base-passwd 3.6.1 243 16 GPL-2.0
debianutils 5.7-0.5~deb12u1 243 60 GPL-2.0
debian-archive-keyring 2023.3+deb12u2 161 19 GPL-2.0
init-system-helpers 1.65.2 133 24 BSD-3-Clause
hostname 3.23+nmu1 46 8 GPL-2.0
`;

export const alpine = `
alpine-baselayout 3.7.0-r0 412 36 GPL-2.0
alpine-keys 2.5-r0 160 28 MIT
apk-tools 2.14.9-r2 120 1 GPL-2.0
busybox 1.37.0-r18 808 4 GPL-2.0 1
ca-certificates-bundle 20250619-r0 236 2 MPL-2.0
libcrypto3 3.5.4-r0 4712 2 Apache-2.0 2
libssl3 3.5.4-r0 868 1 Apache-2.0 2
musl 1.2.5-r10 664 2 MIT
musl-utils 1.2.5-r10 140 5 MIT
scanelf 1.3.8-r1 92 1 GPL-2.0
ssl_client 1.37.0-r18 28 1 GPL-2.0
zlib 1.3.1-r2 110 2 Zlib
tzdata 2025b-r0 1480 612 public-domain
pcre2 10.46-r0 608 2 BSD-3-Clause
libxml2 2.13.9-r0 1172 2 MIT 1
libxslt 1.1.43-r3 392 4 MIT
libgd 2.3.3-r10 404 2 GD
libjpeg-turbo 3.1.0-r0 960 6 BSD-3-Clause
libpng 1.6.51-r0 244 2 Libpng 1
libwebp 1.5.0-r0 512 8 BSD-3-Clause
freetype 2.13.3-r0 712 2 FTL
fontconfig 2.15.0-r3 612 88 MIT
libavif 1.3.0-r0 280 2 BSD-2-Clause
libgcc 14.2.0-r6 148 1 GPL-3.0
libstdc++ 14.2.0-r6 2580 2 GPL-3.0
`;

export const python = `
Django 3.2.0 28400 3120 BSD-3-Clause 21
Pillow 9.3.0 21900 178 HPND 8
numpy 1.24.2 48200 921 BSD-3-Clause
requests 2.19.1 640 38 Apache-2.0 3
Flask 0.12.2 720 44 BSD-3-Clause 2
Jinja2 2.10 1180 52 BSD-3-Clause 4
urllib3 1.23 812 61 MIT 4
PyYAML 5.3 1640 31 MIT 1
cryptography 38.0.1 14300 142 Apache-2.0 5
lxml 4.6.2 18800 208 BSD-3-Clause 3
psycopg2-binary 2.9.5 9400 34 LGPL-3.0
gunicorn 20.1.0 960 66 MIT 2
Werkzeug 0.15.0 1910 71 BSD-3-Clause 1
certifi 2019.9.11 310 9 MPL-2.0
idna 2.7 420 18 BSD-3-Clause
`;

export const golang = `
github.com/traefik/traefik/v3 v3.5.3 21200 0 MIT
k8s.io/api v0.33.3 9100 0 Apache-2.0
k8s.io/client-go v0.33.3 12800 0 Apache-2.0
github.com/aws/aws-sdk-go-v2/service/route53 v1.53.0 6400 0 Apache-2.0
github.com/quic-go/quic-go v0.54.0 5100 0 MIT 1
google.golang.org/grpc v1.73.0 5900 0 Apache-2.0
google.golang.org/protobuf v1.36.6 4200 0 BSD-3-Clause
github.com/go-acme/lego/v4 v4.25.2 8300 0 MIT
github.com/prometheus/client_golang v1.22.0 2100 0 Apache-2.0
go.opentelemetry.io/otel v1.37.0 3300 0 Apache-2.0
golang.org/x/net v0.42.0 4400 0 BSD-3-Clause
golang.org/x/crypto v0.40.0 3900 0 BSD-3-Clause 2
github.com/docker/docker v28.3.2+incompatible 4700 0 Apache-2.0
github.com/hashicorp/consul/api v1.32.1 3600 0 MPL-2.0
github.com/rs/zerolog v1.34.0 700 0 MIT
stdlib 1.24.5 18800 0 BSD-3-Clause 3
`;

# Example: one Holdfast machine in the customer's own AWS account and private subnet.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "subnet_id" { type = string }
variable "vpc_id" { type = string }
variable "image_id" { type = string } # Debian 12
variable "bucket" { type = string }   # holds holdfast.run
variable "people" { type = list(string) } # networks that people come from

resource "aws_iam_role" "holdfast" {
  name = "holdfast"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "bundle" {
  role = aws_iam_role.holdfast.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.bucket}/holdfast.run" }]
  })
}

resource "aws_iam_instance_profile" "holdfast" {
  name = "holdfast"
  role = aws_iam_role.holdfast.name
}

resource "aws_security_group" "holdfast" {
  name   = "holdfast"
  vpc_id = var.vpc_id
  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = var.people
  }
}

resource "aws_instance" "holdfast" {
  ami                    = var.image_id
  instance_type          = "m7i.large"
  subnet_id              = var.subnet_id
  iam_instance_profile   = aws_iam_instance_profile.holdfast.name
  vpc_security_group_ids = [aws_security_group.holdfast.id]
  user_data              = file("${path.module}/user-data.yaml")
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  root_block_device {
    volume_size = 40
    encrypted   = true
  }
}
